import AWSProtocols
import KMSModel
import ServiceKit
import Store

extension KMS {
    /// How many aliases a key may have. Source: AWS KMS developer guide, "Resource quotas".
    static let maximumAliases = 50

    func createAlias(
        _ input: CreateAliasRequest, on alias: Authorized<AliasTarget>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let key = alias.value.key
        let record = AliasRecord(
            account: scope.account, region: scope.region, name: alias.value.name, targetKeyID: key.record.id,
            createdAt: scope.now, updatedAt: scope.now)
        return Change { transaction in
            try transaction.current(key).record.requireNotPendingDeletion()
            guard try transaction.get(AliasRecord.self, record.key) == nil else {
                throw AWSError(.alreadyExistsException, "An alias with the name \(record.arn) already exists")
            }
            try transaction.requireRoomForAlias(of: key)
            try transaction.insert(record)
            return EmptyStructure()
        }
    }

    func updateAlias(
        _ input: UpdateAliasRequest, on alias: Authorized<AliasTarget>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let key = alias.value.key
        try alias.value.requireSameSort()
        return Change { transaction in
            var current = try transaction.current(alias.value, in: scope)
            guard current.targetKeyID != key.record.id else { return EmptyStructure() }
            try transaction.current(key).record.requireNotPendingDeletion()
            try transaction.requireRoomForAlias(of: key)
            current.targetKeyID = key.record.id
            current.updatedAt = scope.now
            try transaction.put(current)
            return EmptyStructure()
        }
    }

    func deleteAlias(
        _ input: DeleteAliasRequest, on alias: Authorized<AliasTarget>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        Change { transaction in
            try transaction.delete(AliasRecord.self, try transaction.current(alias.value, in: scope).key)
            return EmptyStructure()
        }
    }

    /// In order of name.
    func listAliases(
        _ input: ListAliasesRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListAliasesResponse {
        let ofKey = try input.keyId.map { text in
            Predicate.equals(AliasRecord.target, .string(try ownKeyID(text, in: scope)))
        }
        let page = try await page(
            AliasRecord.self, in: .region(scope.account, scope.region), where: ofKey,
            PageRequest(input.limit, input.marker, standard: 50), for: scope)
        return ListAliasesResponse(
            aliases: page.records.map(AliasListEntry.init(of:)), nextMarker: page.nextMarker,
            truncated: page.isTruncated)
    }

    /// The id of a key of the caller's account.
    private func ownKeyID(_ text: String, in scope: RequestScope) throws -> String {
        let missing: AWSError
        do {
            let record = try directory.find(text, forms: .keysOnly, in: scope).key.record
            if record.account == scope.account { return record.id }
            missing = AWSError(.notFoundException, "Key '\(record.arn)' does not exist")
        } catch let none as KeyDirectory.Missing {
            missing = none.error
        }
        throw missing
    }
}

extension ReadTransaction {
    /// The alias as it is now. Throws NotFoundException when it has been deleted meanwhile, and
    /// DependencyTimeoutException, upon which SDKs ask again, when it has been moved.
    fileprivate func current(_ alias: AliasTarget, in scope: RequestScope) throws -> AliasRecord {
        let key = AliasRecord.key(scope.account, scope.region, alias.name)
        guard let current = try get(AliasRecord.self, key)?.record else { throw alias.notFound }
        // Nobody has asked whether the caller may take the alias away from another key.
        guard current.targetKeyID == alias.authorized.record.id else { throw AWSError.movedMeanwhile }
        return current
    }

    fileprivate func requireRoomForAlias(of key: LoadedKey) throws {
        let place = RecordScope.region(key.record.account, key.record.region)
        let count = try count(
            AliasRecord.self, in: place, where: .equals(AliasRecord.target, .string(key.record.id)))
        guard count < KMS.maximumAliases else {
            throw AWSError(.limitExceededException, "The key has \(count) aliases, which is the limit.")
        }
    }
}

extension AliasListEntry {
    init(of alias: AliasRecord) {
        self.init(
            aliasName: alias.name, aliasArn: alias.arn, targetKeyId: alias.targetKeyID,
            creationDate: alias.createdAt, lastUpdatedDate: alias.updatedAt)
    }
}

extension AWSError {
    fileprivate static let movedMeanwhile = AWSError(
        .dependencyTimeoutException, "The alias was moved to another key at the same time. Try again.")
}
