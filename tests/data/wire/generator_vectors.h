/* generator_vectors.h - lines of the reference generator's wire, as bytes.
 *
 * Written from GENERATOR_PROTOCOL.md, with the check (CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, most
 * significant bit first, nothing reflected or turned over at the end) worked out bit by bit by a separate
 * program, not by the codec under test. They pin the codec from outside: a client and a mock that share a
 * mistake agree with each other, but not with these. */

static const struct { const char *story, *hex; enum generator_verb verb; enum generator_order order; double value; unsigned tag; }
command_vectors[] = {
    /* @3F SOUR:TEMP 80.0*F51A LF */
    { "set a temperature",
          "40 33 46 20 53 4F 55 52 3A 54 45 4D 50 20 38 30 2E 30 2A 46 35 31 41 0A",
      GENERATOR_SET, GENERATOR_ORDER_SET_TEMP, 80, 0x3F },
    /* @41 PROT:TEMP:LOW -5.0*7FA3 LF */
    { "a value with a sign",
          "40 34 31 20 50 52 4F 54 3A 54 45 4D 50 3A 4C 4F 57 20 2D 35 2E 30 2A 37 46 "
          "41 33 0A",
      GENERATOR_SET, GENERATOR_ORDER_TEMP_LOW, -5, 0x41 },
    /* @42 SOUR:CURR:LIM 0.350*C39C LF */
    { "three decimals",
          "40 34 32 20 53 4F 55 52 3A 43 55 52 52 3A 4C 49 4D 20 30 2E 33 35 30 2A 43 "
          "33 39 43 0A",
      GENERATOR_SET, GENERATOR_ORDER_CURRENT_LIMIT, 0.35, 0x42 },
    /* @10 STIM:SENS:AMPL 0.50*7CC4 LF */
    { "stimulate a little",
          "40 31 30 20 53 54 49 4D 3A 53 45 4E 53 3A 41 4D 50 4C 20 30 2E 35 30 2A 37 "
          "43 43 34 0A",
      GENERATOR_SET, GENERATOR_ORDER_SENSORY_VOLTS, 0.5, 0x10 },
    /* @08 PROT:IMP:HIGH?*C2E6 LF */
    { "ask for a limit",
          "40 30 38 20 50 52 4F 54 3A 49 4D 50 3A 48 49 47 48 3F 2A 43 32 45 36 0A",
      GENERATOR_ASK, GENERATOR_ORDER_IMPEDANCE_HIGH, 0, 0x08 },
    /* @09 OUTP:MODE HEAT*846B LF */
    { "heat",
          "40 30 39 20 4F 55 54 50 3A 4D 4F 44 45 20 48 45 41 54 2A 38 34 36 42 0A",
      GENERATOR_DO, GENERATOR_ORDER_START_HEAT, 0, 0x09 },
    /* @A0 OUTP:MODE STBY*823A LF */
    { "output off",
          "40 41 30 20 4F 55 54 50 3A 4D 4F 44 45 20 53 54 42 59 2A 38 32 33 41 0A",
      GENERATOR_DO, GENERATOR_ORDER_STANDBY, 0, 0xA0 },
    /* @A1 STAT:FAUL:CLE*39CC LF */
    { "unlatch",
          "40 41 31 20 53 54 41 54 3A 46 41 55 4C 3A 43 4C 45 2A 33 39 43 43 0A",
      GENERATOR_DO, GENERATOR_ORDER_CLEAR_FAULT, 0, 0xA1 },
    /* @07 SYST:KEEP*57A7 LF */
    { "alive",
          "40 30 37 20 53 59 53 54 3A 4B 45 45 50 2A 35 37 41 37 0A",
      GENERATOR_DO, GENERATOR_ORDER_KEEP, 0, 0x07 },
    /* @0B *RST*5951 LF */
    { "reset",
          "40 30 42 20 2A 52 53 54 2A 35 39 35 31 0A",
      GENERATOR_DO, GENERATOR_ORDER_RESET, 0, 0x0B },
    /* @01 *IDN?*2E70 LF */
    { "who are you",
          "40 30 31 20 2A 49 44 4E 3F 2A 32 45 37 30 0A",
      GENERATOR_IDENTIFY, GENERATOR_ORDER_SET_TEMP, 0, 0x01 },
    /* @02 MEAS:ALL?*9C11 LF */
    { "everything",
          "40 30 32 20 4D 45 41 53 3A 41 4C 4C 3F 2A 39 43 31 31 0A",
      GENERATOR_STATUS, GENERATOR_ORDER_SET_TEMP, 0, 0x02 },
    /* @FF SYST:ERR?*D8F6 LF */
    { "what went wrong",
          "40 46 46 20 53 59 53 54 3A 45 52 52 3F 2A 44 38 46 36 0A",
      GENERATOR_NEXT_ERROR, GENERATOR_ORDER_SET_TEMP, 0, 0xFF },
};

static const struct { const char *story, *hex; unsigned tag; const char *body; } reply_vectors[] = {
    /* <3F 80.0*772A CR LF */
    { "a value in force",
          "3C 33 46 20 38 30 2E 30 2A 37 37 32 41 0D 0A",
      0x3F, "80.0" },
    /* <09 OK*9B94 CR LF */
    { "done",
          "3C 30 39 20 4F 4B 2A 39 42 39 34 0D 0A",
      0x09, "OK" },
    /* <11 !-222,"Data out of range"*29D3 CR LF */
    { "a refusal",
          "3C 31 31 20 21 2D 32 32 32 2C 22 44 61 74 61 20 6F 75 74 20 6F 66 20 72 61 "
          "6E 67 65 22 2A 32 39 44 33 0D 0A",
      0x11, "!-222,\"Data out of range\"" },
    /* <33 0,"No error"*93AD CR LF */
    { "no error",
          "3C 33 33 20 30 2C 22 4E 6F 20 65 72 72 6F 72 22 2A 39 33 41 44 0D 0A",
      0x33, "0,\"No error\"" },
    /* <01 painrig,reference generator,MOCK-0001,1.0*7844 CR LF */
    { "who it is",
          "3C 30 31 20 70 61 69 6E 72 69 67 2C 72 65 66 65 72 65 6E 63 65 20 67 65 6E "
          "65 72 61 74 6F 72 2C 4D 4F 43 4B 2D 30 30 30 31 2C 31 2E 30 2A 37 38 34 34 "
          "0D 0A",
      0x01, "painrig,reference generator,MOCK-0001,1.0" },
    /* <02 17,hold,none,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25*A0E7 CR LF */
    { "holding",
          "3C 30 32 20 31 37 2C 68 6F 6C 64 2C 6E 6F 6E 65 2C 31 30 2C 38 30 2E 30 2C "
          "37 39 2E 39 36 2C 39 35 2E 32 2C 31 38 2E 34 33 2C 30 2E 31 39 33 36 2C 33 "
          "2E 35 36 38 2C 30 2E 30 30 2C 31 32 2E 33 34 2C 32 39 2E 38 37 2C 36 30 2E "
          "30 2C 31 30 31 2E 32 35 2A 41 30 45 37 0D 0A",
      0x02, "17,hold,none,10,80.0,79.96,95.2,18.43,0.1936,3.568,0.00,12.34,29.87,60.0,101.25" },
    /* <02 18,fault,tc_open,07,80.0,9.90000000E+37,9.91E37,0.00,0.0000,0.000,0.00,12.34,29.87,60.0,101.25*80D0 CR LF */
    { "an open thermocouple, and no impedance",
          "3C 30 32 20 31 38 2C 66 61 75 6C 74 2C 74 63 5F 6F 70 65 6E 2C 30 37 2C 38 "
          "30 2E 30 2C 39 2E 39 30 30 30 30 30 30 30 45 2B 33 37 2C 39 2E 39 31 45 33 "
          "37 2C 30 2E 30 30 2C 30 2E 30 30 30 30 2C 30 2E 30 30 30 2C 30 2E 30 30 2C "
          "31 32 2E 33 34 2C 32 39 2E 38 37 2C 36 30 2E 30 2C 31 30 31 2E 32 35 2A 38 "
          "30 44 30 0D 0A",
      0x02, "18,fault,tc_open,07,80.0,9.90000000E+37,9.91E37,0.00,0.0000,0.000,0.00,12.34,29.87,60.0,101.25" },
};

enum { REPLY_HOLDING = 5, REPLY_OPEN = 6 };
