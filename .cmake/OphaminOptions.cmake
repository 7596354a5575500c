# One INTERFACE target carries the dialect, the warnings and the sanitizers; every target of ours links it.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

add_library(ophamin_options INTERFACE)
target_compile_options(ophamin_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
  # g++ 12 at -O2 takes the untouched members of a designated initialiser for uninitialised when it unwinds.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-maybe-uninitialized>
  # g++ 12 takes "text" + std::string for overlapping memory when it optimises (GCC bug 105651, mended in 13).
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${OPHAMIN_WARNINGS_AS_ERRORS}>:-Werror>)

if(OPHAMIN_SANITIZE)
  target_compile_options(ophamin_options INTERFACE
    -fsanitize=${OPHAMIN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    # The instrumentation hides initialisations from g++, inside the standard library too.
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  target_link_options(ophamin_options INTERFACE -fsanitize=${OPHAMIN_SANITIZE})
  # A sanitizer reserves terabytes of address space: the worker must not limit it.
  target_compile_definitions(ophamin_options INTERFACE OPHAMIN_SANITIZED=1)
endif()
if(OPHAMIN_FUZZ)
  target_compile_options(ophamin_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(ophamin_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(OPHAMIN_COVERAGE)
  target_compile_options(ophamin_options INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(ophamin_options INTERFACE --coverage)
endif()

# With the base folder set, a clone in another folder finds what this one has compiled.
find_program(OPHAMIN_CCACHE ccache)
if(OPHAMIN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${OPHAMIN_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
endif()
