#pragma once
/// Swift's own module of the C library leaves these headers out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
