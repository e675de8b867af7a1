import IAMModel
import ServiceKit

extension IAM {
    var userOperations: [Operation] {
        [
            Operation(change: IAMOperations.createUser, on: newUser, perform: createUser),
            Operation(
                reply: IAMOperations.getUser, on: userOrCaller(\.userName, "iam:GetUser"), perform: getUser),
            Operation(
                reply: IAMOperations.listUsers, on: all(.user, below: \.pathPrefix, "iam:ListUsers"), perform: listUsers
            ),
            Operation(change: IAMOperations.updateUser, on: userToRename, perform: updateUser),
            Operation(
                change: IAMOperations.deleteUser, on: user(\.userName, "iam:DeleteUser"), perform: deleteUser),
        ]
    }

    var accessKeyOperations: [Operation] {
        [
            Operation(
                change: IAMOperations.createAccessKey, on: userOrCaller(\.userName, "iam:CreateAccessKey"),
                perform: createAccessKey),
            Operation(
                reply: IAMOperations.listAccessKeys, on: userOrCaller(\.userName, "iam:ListAccessKeys"),
                perform: listAccessKeys),
            Operation(
                change: IAMOperations.updateAccessKey, on: userOrCaller(\.userName, "iam:UpdateAccessKey"),
                perform: updateAccessKey),
            Operation(
                change: IAMOperations.deleteAccessKey, on: userOrCaller(\.userName, "iam:DeleteAccessKey"),
                perform: deleteAccessKey),
            Operation(
                reply: IAMOperations.getAccessKeyLastUsed, on: ownerOfAccessKey, perform: getAccessKeyLastUsed),
        ]
    }
}
