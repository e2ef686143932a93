#include "guest.h"
void guest_devices(void){}
