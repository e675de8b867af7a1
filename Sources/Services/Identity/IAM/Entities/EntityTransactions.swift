import AWSProtocols
import Essentials
import ServiceKit
import Store

extension ReadTransaction {
    /// The entity as it is now. Throws NoSuchEntity when it has been deleted meanwhile, even if another has its name.
    func current<Entity: IAMEntity>(_ entity: Entity) throws -> Versioned<Entity> {
        guard let current = try get(Entity.self, entity.key), current.record.id == entity.id else {
            throw AWSError.noSuch(Entity.type, entity.name)
        }
        return current
    }

    /// Every record that the condition finds, in order of id. For what is bounded by a quota.
    func all<Record: StoredRecord>(
        _ type: Record.Type, in scope: RecordScope, where predicate: Predicate? = nil
    ) throws -> [Record] {
        var found: [Record] = []
        var position: RecordPosition?
        repeat {
            let page = try query(type, in: scope, where: predicate, limit: 500, after: position)
            found += page.records.map(\.record)
            position = page.next
        } while position != nil
        return found
    }
}

extension IAM {
    /// A change of one entity's record. `body` gets the record as it is when the change is made.
    func change<Entity: IAMEntity, Output: Sendable>(
        _ entity: Entity, answering body: @escaping @Sendable (inout Entity, any WriteTransaction) throws -> Output
    ) -> Change<Output> {
        Change { transaction in
            let current = try transaction.current(entity)
            var record = current.record
            let output = try body(&record, transaction)
            if record != current.record { try transaction.update(record, expecting: current.version) }
            return output
        }
    }

    /// The same for an operation that answers nothing.
    func change<Entity: IAMEntity>(
        _ entity: Entity, _ body: @escaping @Sendable (inout Entity, any WriteTransaction) throws -> Void
    ) -> Change<EmptyStructure> {
        change(entity) { record, transaction in
            try body(&record, transaction)
            return EmptyStructure()
        }
    }

    /// Stores a new entity whose name nobody has.
    func creation<Entity: IAMEntity, Output: Sendable>(
        of entity: Entity, answering output: Output
    ) -> Change<Output> {
        Change { transaction in
            try transaction.requireBoundary(entity.boundary, for: entity.account)
            try transaction.requireFree(Entity.self, entity.name, in: entity.account)
            let type = Entity.type
            guard try transaction.count(Entity.self, in: .account(entity.account)) < type.perAccount else {
                throw AWSError.quotaExceeded("\(type.title)sPerAccount", type.perAccount)
            }
            try transaction.insert(entity)
            return output
        }
    }

    /// Deletes an entity that nothing depends on any more.
    func deletion<Entity: IAMEntity>(
        of entity: Entity, unless conflict: @escaping @Sendable (Entity, any WriteTransaction) throws -> Void
    ) -> Change<EmptyStructure> {
        Change { transaction in
            let current = try transaction.current(entity)
            try conflict(current.record, transaction)
            guard current.record.attachedPolicies.isEmpty else {
                throw AWSError.deleteConflict("detach all policies")
            }
            guard current.record.inlinePolicies.isEmpty else { throw AWSError.deleteConflict("delete policies") }
            try transaction.delete(Entity.self, entity.key, expecting: current.version)
            try transaction.forgetAccesses(of: entity.id, in: entity.account)
            return EmptyStructure()
        }
    }
}

extension ReadTransaction {
    func requireFree<Entity: IAMEntity>(_ type: Entity.Type, _ name: String, in account: AccountID) throws {
        guard try get(Entity.self, Entity.key(account, name)) == nil else {
            throw AWSError.alreadyExists(Entity.type, name)
        }
    }
}
