import Essentials
import ModelData
import Synchronization

extension ServiceModel {
    private static let loaded = Mutex<[ServiceID: ServiceModel]>([:])

    /// The model of a service, read from the program's own text at the first call.
    public static func load(_ id: ServiceID) throws(SchemaError) -> ServiceModel {
        let result: Result<ServiceModel, SchemaError> = loaded.withLock { loaded in
            if let model = loaded[id] { return .success(model) }
            do throws(SchemaError) {
                let model = try read(id)
                loaded[id] = model
                return .success(model)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func read(_ id: ServiceID) throws(SchemaError) -> ServiceModel {
        let data = model_data_named(id.rawValue)
        guard let bytes = data.bytes else { throw SchemaError(service: id, reason: "no schema of this name") }
        return try read(id, UnsafeBufferPointer(start: bytes, count: data.count))
    }

    static func read(_ id: ServiceID, _ schema: UnsafeBufferPointer<UInt8>) throws(SchemaError) -> ServiceModel {
        var reader = SchemaReader()
        do throws(JSONError) {
            try reader.read(schema)
        } catch {
            throw SchemaError(service: id, reason: "\(error.reason) at byte \(error.offset)")
        }
        return try reader.model(id)
    }
}
