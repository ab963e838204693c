import SGTools
