import OrganizationsModel
import ServiceKit

extension Organizations {
    /// Bills that are handed over to another organization.
    var transferOperations: [Operation] {
        [
            Operation(
                change: OrganizationsOperations.inviteOrganizationToTransferResponsibility, on: transferInvitation,
                perform: inviteOrganizationToTransferResponsibility),
            Operation(
                reply: OrganizationsOperations.describeResponsibilityTransfer,
                on: transfer(\.id, "organizations:DescribeResponsibilityTransfer"),
                perform: describeResponsibilityTransfer),
            Operation(
                change: OrganizationsOperations.updateResponsibilityTransfer,
                on: transfer(\.id, "organizations:UpdateResponsibilityTransfer"),
                perform: updateResponsibilityTransfer),
            Operation(
                change: OrganizationsOperations.terminateResponsibilityTransfer,
                on: transfer(\.id, "organizations:TerminateResponsibilityTransfer"),
                perform: terminateResponsibilityTransfer),
            Operation(
                reply: OrganizationsOperations.listInboundResponsibilityTransfers,
                on: organization(
                    "organizations:ListInboundResponsibilityTransfers", for: .managementAccount,
                    conditions: { _ in OrganizationsConditions(transferDirection: .inbound) }),
                perform: listInboundResponsibilityTransfers),
            Operation(
                reply: OrganizationsOperations.listOutboundResponsibilityTransfers,
                on: organization(
                    "organizations:ListOutboundResponsibilityTransfers", for: .managementAccount,
                    conditions: { _ in OrganizationsConditions(transferDirection: .outbound) }),
                perform: listOutboundResponsibilityTransfers),
        ]
    }
}
