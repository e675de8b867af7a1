import KeyEngine

extension AdministratorCredentials {
    /// What `administrator.sealed` holds; nil where there is no root key.
    ///
    /// A rekey that was killed leaves two of each file until the next start. They hold the same, so any pair that fits
    /// will do, and nothing is changed here.
    public static func read(
        in dataDirectory: String, _ setting: RootKeySetting = .file
    ) async throws -> AdministratorCredentials? {
        let next = setting.source(in: dataDirectory, isNext: true)
        guard let rootKey = try await setting.source(in: dataDirectory).read() else { return nil }
        let file = AdministratorFile(dataDirectory: dataDirectory)
        do {
            return try file.read(openedBy: rootKey)
        } catch {
            guard let nextKey = try? await next.read(), let found = try? file.read(openedBy: nextKey) else {
                throw error
            }
            return found
        }
    }
}
