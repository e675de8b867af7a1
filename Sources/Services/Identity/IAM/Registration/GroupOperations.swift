import IAMModel
import ServiceKit

extension IAM {
    var groupOperations: [Operation] {
        [
            Operation(change: IAMOperations.createGroup, on: newGroup, perform: createGroup),
            Operation(reply: IAMOperations.getGroup, on: group(\.groupName, "iam:GetGroup"), perform: getGroup),
            Operation(
                reply: IAMOperations.listGroups, on: all(.group, below: \.pathPrefix, "iam:ListGroups"),
                perform: listGroups),
            Operation(change: IAMOperations.updateGroup, on: groupToRename, perform: updateGroup),
            Operation(
                change: IAMOperations.deleteGroup, on: group(\.groupName, "iam:DeleteGroup"), perform: deleteGroup),
            Operation(
                change: IAMOperations.addUserToGroup, on: group(\.groupName, "iam:AddUserToGroup"),
                perform: addUserToGroup),
            Operation(
                change: IAMOperations.removeUserFromGroup, on: group(\.groupName, "iam:RemoveUserFromGroup"),
                perform: removeUserFromGroup),
            Operation(
                reply: IAMOperations.listGroupsForUser, on: user(\.userName, "iam:ListGroupsForUser"),
                perform: listGroupsForUser),
        ]
    }
}
