/// The places where settings come from, the first that has one deciding: flags, environment, file.
struct SettingLayers {
    var flags: [SettingName: String]
    var environment: [String: String]
    var file: SettingsFile?

    func find(_ name: SettingName) -> (source: SettingSource, text: String)? {
        if let text = flags[name] { return (.flag(name), text) }
        if let text = environment[name.environmentVariable] { return (.environment(name), text) }
        if let file, let entry = file.entries[name] {
            return (.file(file.path, line: entry.line, name), entry.value)
        }
        return nil
    }

    /// The value of a setting, or nil where nothing sets it.
    func value<Value>(
        _ name: SettingName, expected: String, _ parse: (String) -> Value?
    ) throws(SettingError) -> Value? {
        guard let (source, text) = find(name) else { return nil }
        guard let value = parse(text) else { throw .invalid(source, value: text, expected: expected) }
        return value
    }
}
