#pragma once
/// Where the characters stand that structure JSON, 64 bytes at once. Swift has no name for the instruction that makes bits
/// of a comparison (`pmovmskb`).
#include <stdint.h>

/// A bit for each of 64 bytes, the lowest for the first.
typedef struct {
    uint64_t quotes;
    uint64_t backslashes;
    /// `{` and `[`.
    uint64_t opens;
    /// `}` and `]`.
    uint64_t closes;
} cbytemasks_marks;

#if defined(__SSE2__)
#include <emmintrin.h>

#define CBYTEMASKS_AVAILABLE 1

static inline uint64_t cbytemasks_equal(__m128i bytes, char byte) {
    return (uint64_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte)));
}

/// The marks of the 64 bytes there.
static inline cbytemasks_marks cbytemasks_find(const void *bytes) {
    cbytemasks_marks marks = {0, 0, 0, 0};
    for (int part = 0; part < 4; part++) {
        __m128i here = _mm_loadu_si128((const __m128i *)bytes + part);
        // This bit is what tells curly from square brackets.
        __m128i folded = _mm_or_si128(here, _mm_set1_epi8(0x20));
        marks.quotes |= cbytemasks_equal(here, '"') << (16 * part);
        marks.backslashes |= cbytemasks_equal(here, '\\') << (16 * part);
        marks.opens |= cbytemasks_equal(folded, '{') << (16 * part);
        marks.closes |= cbytemasks_equal(folded, '}') << (16 * part);
    }
    return marks;
}
#else
#define CBYTEMASKS_AVAILABLE 0

/// Never called.
static inline cbytemasks_marks cbytemasks_find(const void *bytes) {
    (void)bytes;
    cbytemasks_marks none = {0, 0, 0, 0};
    return none;
}
#endif
