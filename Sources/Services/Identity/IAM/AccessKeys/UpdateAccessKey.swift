import AWSProtocols
import IAMModel
import ServiceKit
import Store

extension IAM {
    func updateAccessKey(
        _ input: UpdateAccessKeyRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        guard input.status != .expired else {
            throw AWSError.invalidInput("The status of an access key can be set to Active or Inactive.")
        }
        return Change { transaction in
            let key = try transaction.accessKey(input.accessKeyId, of: user.value)
            var changed = key.record
            changed.isActive = input.status == .active
            try transaction.update(changed, expecting: key.version)
            return EmptyStructure()
        }
    }

    func deleteAccessKey(
        _ input: DeleteAccessKeyRequest, on user: Authorized<UserRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let key = try transaction.accessKey(input.accessKeyId, of: user.value)
            try transaction.delete(AccessKeyRecord.self, key.record.key, expecting: key.version)
            try transaction.delete(LastUseRecord.self, LastUseRecord.key(key.record.id))
            return EmptyStructure()
        }
    }
}
