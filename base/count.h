/* count.h - how many elements an array has; of a pointer it would be nonsense. */
#ifndef PAINRIG_BASE_COUNT_H
#define PAINRIG_BASE_COUNT_H

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

#endif
