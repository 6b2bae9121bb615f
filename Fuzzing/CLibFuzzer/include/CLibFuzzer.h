// The entry point of libFuzzer, which the compiler links under -sanitize=fuzzer and which has no
// header of its own.
#ifndef CLIBFUZZER_H
#define CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Runs one test function on many inputs, as the arguments of the command line say.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));

#endif
