# What it takes to run a campaign, without the tests.
add_custom_target(ophamin_run)

# ophamin_room(NAME SOURCES ... [PUBLIC ...] [PRIVATE ...])
#   One room of the house: a static library ophamin_NAME whose include/ is all that others see of it.
function(ophamin_room name)
  cmake_parse_arguments(room "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(ophamin_${name} STATIC ${room_SOURCES})
  target_include_directories(ophamin_${name}
    PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/include
    PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/src)
  target_link_libraries(ophamin_${name}
    PUBLIC ${room_PUBLIC}
    PRIVATE ${room_PRIVATE} ophamin_options)
endfunction()

# ophamin_module(TARGET SOURCES ... [LIBRARIES ...] [OUTPUT name] [DIRECTORY dir])
#   A plugin: a shared object that exports the boot number and the entry function and nothing else.
function(ophamin_module target)
  cmake_parse_arguments(module "" "OUTPUT;DIRECTORY" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT module_OUTPUT)
    set(module_OUTPUT ${target})
  endif()
  if(NOT module_DIRECTORY)
    set(module_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
  endif()
  add_library(${target} MODULE ${module_SOURCES})
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${module_OUTPUT} LIBRARY_OUTPUT_DIRECTORY ${module_DIRECTORY}
    LINK_DEPENDS ${PROJECT_SOURCE_DIR}/sdk/cmake/ophamin_plugin.map)
  target_link_libraries(${target} PRIVATE ophamin_sdk ophamin_options ${module_LIBRARIES})
  # GNU-unique symbols would merge statics of two plugins in spite of RTLD_LOCAL.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  # A plugin depends on what it calls, and not on what a library that it shares with others calls.
  target_link_options(${target} PRIVATE
    -Wl,--as-needed
    -Wl,--version-script=${PROJECT_SOURCE_DIR}/sdk/cmake/ophamin_plugin.map)
  if(NOT OPHAMIN_SANITIZE)  # the sanitizers' run-time is in the program, not in the plugin
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
endfunction()

# ophamin_plugin(NAME SOURCES ... [LIBRARIES ...])
#   A plugin that ships with the host.
function(ophamin_plugin name)
  ophamin_module(${name} ${ARGN})
  add_dependencies(ophamin_run ${name})
  install(TARGETS ${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/ophamin/plugins/${OPHAMIN_ABI_MAJOR})
endfunction()

# ophamin_test(NAME SOURCES ... [LIBRARIES ...] [TIMEOUT seconds])
#   One doctest binary, one ctest case of the same name.
function(ophamin_test name)
  cmake_parse_arguments(test "" "TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 300)
  endif()
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE ${test_LIBRARIES} ophamin_doctest_main fmt::fmt ophamin_options)
  target_precompile_headers(${name} REUSE_FROM ophamin_test_headers)
  # What is tested is optimised; the test itself is only compiled often.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${test_TIMEOUT} SKIP_RETURN_CODE 77)
endfunction()
