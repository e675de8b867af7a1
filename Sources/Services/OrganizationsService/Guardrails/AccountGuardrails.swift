import PolicyEngine
import ServiceKit

/// What stands above one account. A class, so that every call of the account shares it.
final class AccountGuardrails: Sendable {
    let place: OrganizationPlace
    /// Outermost level first; empty where the type is not enabled, and for the management account.
    let serviceControl: [[AttachedPolicy]]
    let resourceControl: [[AttachedPolicy]]

    init(place: OrganizationPlace, serviceControl: [[AttachedPolicy]], resourceControl: [[AttachedPolicy]]) {
        self.place = place
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }
}

/// What hangs on one root, unit or account, compiled. Every account below shares it.
final class TargetGuardrails: Sendable {
    let serviceControl: [AttachedPolicy]
    let resourceControl: [AttachedPolicy]

    init(serviceControl: [AttachedPolicy], resourceControl: [AttachedPolicy]) {
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }
}
