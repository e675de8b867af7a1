import CPKCS11

extension CryptokiModule {
    private static let maximumSlots: UInt = 4096

    /// The slots that hold a token of this name.
    func slots(of name: TokenName) throws(CryptokiError) -> [ck_slot_id_t] {
        var found: [ck_slot_id_t] = []
        for slot in try occupiedSlots() {
            var info = ck_token_info()
            // One that was taken away just now is not the one that is looked for.
            if functions.pointee.C_GetTokenInfo?(slot, &info) == CKR_OK, name.names(info) { found.append(slot) }
        }
        return found
    }

    private func occupiedSlots() throws(CryptokiError) -> [ck_slot_id_t] {
        var count: UInt = 0
        try check(functions.pointee.C_GetSlotList?(1, nil, &count))
        // Room for tokens that arrive meanwhile.
        count = min(count, Self.maximumSlots) + 8
        var slots = [ck_slot_id_t](repeating: 0, count: Int(count))
        try check(functions.pointee.C_GetSlotList?(1, &slots, &count))
        return Array(slots.prefix(Int(count)))
    }
}
