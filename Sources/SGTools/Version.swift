/// The version of the toolkit; all tools carry the same.
package let toolkitVersion = "0.1.0"
