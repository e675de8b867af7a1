import Essentials
import KeyEngine

/// Where a data directory's root key is kept: in a file, or in one that a passphrase or a hardware token seals.
///
/// To change keys or kinds, create the next one at the setting's `source(in:isNext: true)` and put its file in the
/// place of `source(in:)`; the file of another kind beside it is then removed.
public protocol RootKeySource: Sendable {
    /// The file that holds the key, in the clear or sealed.
    var path: String { get }

    /// Finds out what can be found out before anything else is opened: that the file opens, or where there is none, that
    /// there is a passphrase, or that the token takes the PIN. Changes nothing.
    func prepare() async throws

    /// The root key; nil where there is no file.
    func read() async throws -> RootKey?

    /// Draws a root key and writes the file. Fails where there is a file already.
    func create(random: some RandomSource) async throws -> RootKey
}

extension RootKeyFile: RootKeySource {
    public func prepare() throws { _ = try read() }
}
