import AWSProtocols
import OrganizationsModel
import ServiceKit
import Store

/// What a parent holds.
enum ChildEntity: OrganizationEntity {
    case account(AccountRecord)
    case organizationalUnit(OrganizationalUnitRecord)

    var parentID: String? {
        switch self {
        case .account(let account): account.membership?.parentID
        case .organizationalUnit(let unit): unit.parentID
        }
    }

    var tags: [StoredTag] {
        switch self {
        case .account(let account): account.tags
        case .organizationalUnit(let unit): unit.tags
        }
    }

    func arn(in organization: OrganizationRecord) -> String {
        switch self {
        case .account(let account): account.arn(in: organization)
        case .organizationalUnit(let unit): unit.arn(in: organization)
        }
    }
}

extension Organizations {
    var child: Lookup<ListParentsRequest, Held<ChildEntity>> {
        entity("organizations:ListParents", for: .delegates, or: .childNotFound) { transaction, input, organization in
            try transaction.child(input.childId, in: organization)
        }
    }

    /// Each child has one parent, so one page.
    func listParents(
        _ input: ListParentsRequest, of child: Authorized<Held<ChildEntity>>, in scope: RequestScope
    ) -> ListParentsResponse {
        let parents = child.value.resource.parentID.map { id in
            [OrganizationsModel.Parent(id: id, type: id.hasPrefix("r-") ? .root : .organizationalUnit)]
        }
        return ListParentsResponse(parents: parents ?? [])
    }
}

extension ReadTransaction {
    fileprivate func child(_ id: String, in organization: OrganizationRecord) throws -> ChildEntity? {
        if let account = try account(id, in: organization) { return .account(account) }
        return try organizationalUnit(id, in: organization).map(ChildEntity.organizationalUnit)
    }
}
