import Essentials

/// `manifest.json`: what a backup consists of. Written last, so that a backup without one is none.
struct BackupManifest: Hashable {
    static let fileName = "manifest.json"
    static let format: Int64 = 1

    struct File: Hashable {
        let name: String
        let size: Int64
        /// 64 hexadecimal digits.
        let sha256: String
    }

    /// How much content of objects there is beside the files.
    struct Objects: Hashable {
        let count: Int64
        /// In bytes, as the files have.
        let size: Int64
    }

    let createdAt: Timestamp
    let schema: Int
    let account: String
    let rootKeyIdentifier: String
    let files: [File]
    let objects: Objects

    var json: JSON {
        let files = files.map { file -> JSON in
            ["name": .string(file.name), "size": .integer(file.size), "sha256": .string(file.sha256)]
        }
        return [
            "format": .integer(Self.format), "program": .string("yagura \(YaguraVersion.text)"),
            "createdAt": .string(createdAt.iso8601), "createdAtMilliseconds": .integer(createdAt.milliseconds),
            "schema": .integer(Int64(schema)), "account": .string(account),
            "rootKeyIdentifier": .string(rootKeyIdentifier), "files": .array(files),
            "objects": ["count": .integer(objects.count), "size": .integer(objects.size)],
        ]
    }

    init(
        createdAt: Timestamp, schema: Int, account: String, rootKeyIdentifier: String, files: [File], objects: Objects
    ) {
        (self.createdAt, self.schema, self.account) = (createdAt, schema, account)
        (self.rootKeyIdentifier, self.files) = (rootKeyIdentifier, files)
        self.objects = objects
    }

    /// Nil unless the bytes are a manifest of this format, with the names of a backup's files and no others.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), json["format"]?.integer == Self.format,
            let created = json["createdAtMilliseconds"]?.integer, let schema = json["schema"]?.integer,
            let account = json["account"]?.string, let rootKey = json["rootKeyIdentifier"]?.string,
            case .array(let list)? = json["files"]
        else { return nil }
        let files = list.compactMap(File.init)
        guard files.count == list.count, Set(files.map(\.name)).count == files.count,
            files.contains(where: { $0.name == BackupFile.database })
        else { return nil }
        self.init(
            createdAt: Timestamp(milliseconds: created), schema: Int(schema), account: account,
            rootKeyIdentifier: rootKey, files: files,
            // Backups of releases without objects say nothing of them.
            objects: Objects(
                count: json["objects"]?["count"]?.integer ?? 0, size: json["objects"]?["size"]?.integer ?? 0))
    }
}

extension BackupManifest.File {
    fileprivate init?(_ json: JSON) {
        guard let name = json["name"]?.string, BackupFile.all.contains(name), let size = json["size"]?.integer,
            let sha256 = json["sha256"]?.string
        else { return nil }
        self.init(name: name, size: size, sha256: sha256)
    }
}

/// The names of what is backed up.
enum BackupFile {
    static let database = "state.sqlite"
    static let administrator = "administrator.sealed"
    static let rootKey = "root.key"
    static let sealedRootKey = "root.sealed"
    /// A directory: the content of objects, a file each.
    static let objects = "objects"
    static let all: Set<String> = [database, administrator, rootKey, sealedRootKey]
}
