#ifndef MODEL_DATA_H
#define MODEL_DATA_H

#include <stddef.h>

/// The schema of one service: JSON text, not terminated, alive as long as the program.
struct model_data {
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// The schema of that name; `bytes` is NULL where there is none.
struct model_data model_data_named(const char *name);

#endif
