public protocol Tool0 {}
