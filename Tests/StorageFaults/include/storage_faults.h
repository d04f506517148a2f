// SPDX-License-Identifier: Apache-2.0
#ifndef FACEFLEET_STORAGE_FAULTS_H
#define FACEFLEET_STORAGE_FAULTS_H

// Stands between a program and fsync, fdatasync and pwrite. The environment says what goes wrong, counted from 1:
//
//   FAULT_SHADOW      a folder that takes the state of each file and folder as of its last sync; the system's own
//                     sync is left out. What is there after the end is what a power cut would have left, at worst.
//   FAULT_SKIP_SYNC   this sync reports success and is left out
//   FAULT_CUT         the process ends at once before this sync, with status 77
//   FAULT_FAIL_SYNC   this sync fails with EIO
//   FAULT_FAIL_WRITE  this write fails with ENOSPC

// How many syncs there were so far.
long facefleet_faults_sync_count(void);

// How many writes there were so far.
long facefleet_faults_write_count(void);

#endif
