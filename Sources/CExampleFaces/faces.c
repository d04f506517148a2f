// SPDX-License-Identifier: Apache-2.0

#include "CExampleFaces.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char source[] = {
#embed "../../Examples/faces/p1_f_young_cauc.png"
};
static const unsigned char target[] = {
#embed "../../Examples/faces/p2_m_mid_cauc.png"
};

facefleet_example_face facefleet_example_source(void) {
    return (facefleet_example_face){source, sizeof source};
}

facefleet_example_face facefleet_example_target(void) {
    return (facefleet_example_face){target, sizeof target};
}
