#pragma once

// The names of the structures' members as GNU spells them; the other set consists of macros.
#define CRYPTOKI_GNU 1

// Declarations alone: a module is loaded when it is needed, and p11-kit itself never.
#include <p11-kit-1/p11-kit/pkcs11.h>
