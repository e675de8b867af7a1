import AWSProtocols
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

extension Organizations {
    /// The transfer that the input names, to or from the caller's organization.
    func transfer<Input>(
        _ id: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, Held<ResponsibilityTransferRecord>> {
        { input, scope in
            let member = try member(scope, action, for: .managementAccount)
            let organization = member.organization
            var conditions = OrganizationsConditions()
            guard let transfer = try store.readNow({ try $0.transfer(input[keyPath: id], of: organization) }) else {
                let check = try check(action, member, for: .managementAccount, conditions, in: scope)
                throw TargetNotFound(.transferNotFound, check: check)
            }
            conditions.resourceTags = transfer.tags
            conditions.transferDirection = transfer.isInbound(to: organization) ? .inbound : .outbound
            let arn = transfer.arn(in: organization)
            return Target(
                Held(member: member, resource: transfer),
                try check(action, member, on: arn, for: .managementAccount, conditions, in: scope))
        }
    }

    func describeResponsibilityTransfer(
        _ input: DescribeResponsibilityTransferRequest, of transfer: Authorized<Held<ResponsibilityTransferRecord>>,
        in scope: RequestScope
    ) -> DescribeResponsibilityTransferResponse {
        DescribeResponsibilityTransferResponse(
            responsibilityTransfer: ResponsibilityTransfer(
                of: transfer.value.resource, in: transfer.value.organization))
    }

    func updateResponsibilityTransfer(
        _ input: UpdateResponsibilityTransferRequest, of transfer: Authorized<Held<ResponsibilityTransferRecord>>,
        in scope: RequestScope
    ) -> Change<UpdateResponsibilityTransferResponse> {
        let organization = transfer.value.organization
        return Change { transaction in
            var record = try transaction.current(transfer.value)
            record.name = input.name
            try transaction.put(record)
            return UpdateResponsibilityTransferResponse(
                responsibilityTransfer: ResponsibilityTransfer(of: record, in: organization))
        }
    }

    /// Either side may withdraw. The transfer goes on to the end of a month: this one's, unless another is given.
    func terminateResponsibilityTransfer(
        _ input: TerminateResponsibilityTransferRequest, of transfer: Authorized<Held<ResponsibilityTransferRecord>>,
        in scope: RequestScope
    ) -> Change<TerminateResponsibilityTransferResponse> {
        let organization = transfer.value.organization
        return Change { transaction in
            var record = try transaction.current(transfer.value)
            try record.requireWithdrawable()
            let end = input.endTimestamp ?? TransferDates.endOfMonth(max(scope.now, record.startsAt))
            try TransferDates.requireEnd(end, start: record.startsAt, at: scope.now)
            record.status = .withdrawn
            record.endsAt = end
            try transaction.put(record)
            return TerminateResponsibilityTransferResponse(
                responsibilityTransfer: ResponsibilityTransfer(of: record, in: organization))
        }
    }

    func listInboundResponsibilityTransfers(
        _ input: ListInboundResponsibilityTransfersRequest, of member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListInboundResponsibilityTransfersResponse {
        let organization = member.value.organization
        if let id = input.id {
            guard let transfer = try store.readNow({ try $0.transfer(id, of: organization) }),
                transfer.isInbound(to: organization)
            else { throw AWSError.transferNotFound }
            return ListInboundResponsibilityTransfersResponse(
                responsibilityTransfers: [ResponsibilityTransfer(of: transfer, in: organization)])
        }
        let page = try await transfers(.inbound, organization, input, for: scope)
        return ListInboundResponsibilityTransfersResponse(
            responsibilityTransfers: page.elements, nextToken: page.nextToken)
    }

    func listOutboundResponsibilityTransfers(
        _ input: ListOutboundResponsibilityTransfersRequest, of member: Authorized<Member>, in scope: RequestScope
    ) async throws -> ListOutboundResponsibilityTransfersResponse {
        let page = try await transfers(.outbound, member.value.organization, input, for: scope)
        return ListOutboundResponsibilityTransfersResponse(
            responsibilityTransfers: page.elements, nextToken: page.nextToken)
    }

    private func transfers(
        _ side: IndexField, _ organization: OrganizationRecord, _ input: some PagedInput, for scope: RequestScope
    ) async throws -> Page<ResponsibilityTransfer> {
        let page = try await page(
            ResponsibilityTransferRecord.self, where: .equals(side, .string(organization.id)), input, for: scope)
        return Page(
            elements: page.elements.map { ResponsibilityTransfer(of: $0, in: organization) },
            nextToken: page.nextToken)
    }
}

extension ReadTransaction {
    fileprivate func current(_ transfer: Held<ResponsibilityTransferRecord>) throws -> ResponsibilityTransferRecord {
        guard let current = try self.transfer(transfer.resource.id, of: transfer.organization) else {
            throw AWSError.transferNotFound
        }
        return current
    }
}

extension ResponsibilityTransferRecord {
    fileprivate func requireWithdrawable() throws(AWSError) {
        switch status {
        case .accepted: return
        case .withdrawn:
            throw AWSError(
                .responsibilityTransferAlreadyInStatusException,
                "The responsibility transfer is already in the status that you specified.")
        case .requested, .declined, .canceled, .expired:
            throw AWSError(
                .invalidResponsibilityTransferTransitionException,
                "The responsibility transfer can't be withdrawn: it has not been accepted.")
        }
    }
}

extension AWSError {
    fileprivate static let transferNotFound = AWSError(
        .responsibilityTransferNotFoundException, "You specified a responsibility transfer that doesn't exist.")
}
