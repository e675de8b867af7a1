#ifndef YAGURA_CPROCESS_H
#define YAGURA_CPROCESS_H

/// Keeps the process's memory from core files, and from debuggers of other processes of the same user. Returns 0, or
/// an errno. `prctl` takes a variable number of arguments, which Swift cannot call.
int yagura_forbid_dumps(void);

/// Keeps the process's memory, now and from here on, out of swap space, page by page as it comes into use. Returns 0, or
/// an errno: EPERM where the process may not lock as much as it likes.
int yagura_forbid_swapping(void);

#endif
