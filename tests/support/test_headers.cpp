// SPDX-License-Identifier: Apache-2.0
// Here for the headers that are compiled with it: see ../CMakeLists.txt.
