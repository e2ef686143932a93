/* esu2400_vectors.h - lines of the SECULIFE ES XTRA (ESU-2400), as bytes: SECULIFE ES XTRA manual,
 * pages 112 and 113, written down in ASCII by hand. */
#ifndef PAINRIG_TESTS_ESU2400_VECTORS_H
#define PAINRIG_TESTS_ESU2400_VECTORS_H

/* CONF:RFM:LOAD:INT 100 CR */
#define ESU2400_LOAD_100 \
    "43 4F 4E 46 3A 52 46 4D 3A 4C 4F 41 44 3A 49 4E 54 20 31 30 30 0D"
/* READ:MA? CR */
#define ESU2400_READ_MA "52 45 41 44 3A 4D 41 3F 0D"
/* 316.2 CR LF: 10.0 W in 100 ohm */
#define ESU2400_316_2   "33 31 36 2E 32 0D 0A"

#endif
