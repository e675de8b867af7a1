#ifndef YAGURA_LIBFUZZER_H
#define YAGURA_LIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

// Source: LLVM, "libFuzzer: using libFuzzer as a library".
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
