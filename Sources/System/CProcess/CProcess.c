#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>

#ifdef __linux__
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

int yagura_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno; }

int yagura_forbid_swapping(void) {
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_MEMLOCK, &limit);
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return errno;
    /* Under a limit, memory that is asked for later could not be locked, and would be refused. */
    if (limit.rlim_cur != RLIM_INFINITY) return EPERM;
    return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0 ? 0 : errno;
}
#else
int yagura_forbid_dumps(void) { return ENOTSUP; }
int yagura_forbid_swapping(void) { return ENOTSUP; }
#endif
