#pragma once

/* What Swift's own module of the C library lacks. */
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/memfd.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang assume_nonnull begin

/* Exchanges two files atomically. -1 and errno where that fails: EINVAL where the file system cannot. */
static inline int polyarch_exchange_files(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

/* An empty file in memory that is closed in every child process. -1 and errno where that fails. */
static inline int polyarch_memory_file(const char *name) {
    return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC);
}

#pragma clang assume_nonnull end
