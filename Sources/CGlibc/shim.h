#pragma once

/* What Swift's own module of the C library leaves out. */
#include <fcntl.h>
#include <linux/fs.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang assume_nonnull begin

/*
 * Lets two files change places, so that neither name is ever without one. -1 and errno where that fails: EINVAL where
 * the file system cannot.
 */
static inline int polyarch_exchange_files(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

#pragma clang assume_nonnull end
