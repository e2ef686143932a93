/* Lines of a Keysight 34970A, as its user's guide prints them. */
#ifndef PAINRIG_TESTS_34970A_VECTORS_H
#define PAINRIG_TESTS_34970A_VECTORS_H

#define DAQ_READING     "2.61950000E+01 C,000000000.017,101,2"
#define DAQ_OVERLOAD    "+9.90000000E+37 C,000000000.047,102,0"
#define DAQ_NO_ERROR    "+0,\"No error\""
#define DAQ_UNDEFINED   "-113,\"Undefined header\""
#define DAQ_RANGE       "-222,\"Data out of range\""

#endif
