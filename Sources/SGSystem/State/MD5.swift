internal import CLibMD
internal import SGBytes

/// The MD5 digest of bytes as 32 lower-case hex digits.
///
/// It names things; it proves nothing, as other bytes with the same digest can be made.
/// Source: RFC 1321.
package func md5(_ bytes: [UInt8]) -> String {
    var context = MD5_CTX()
    var digest = [UInt8](repeating: 0, count: Int(MD5_DIGEST_LENGTH))
    MD5Init(&context)
    MD5Update(&context, bytes, bytes.count)
    MD5Final(&digest, &context)
    return hex(digest)
}
