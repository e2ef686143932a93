/* device_line.h - a driver whose instrument says lines (line.h): their end is a line feed. Pure. */
#ifndef PAINRIG_DRIVERS_DEVICE_LINE_H
#define PAINRIG_DRIVERS_DEVICE_LINE_H

#include "device.h"
#include "line.h"

/* *used: bytes of the line (whole), or to drop (junk); 0 when partial. */
static inline enum device_scan device_line_scan(const uint8_t *bytes, size_t count, size_t *used)
{
    switch (line_scan(bytes, count, used)) {
    case LINE_WHOLE:   return DEVICE_WHOLE;
    case LINE_PARTIAL: return DEVICE_PARTIAL;
    case LINE_JUNK:    break;
    }
    return DEVICE_JUNK;
}

#endif
