# Precompiles the authoring layer once for all cases, with their own options. HEADERS is the file to begin with.
file(WRITE ${HEADERS} "#include <ophamin/sdk.hpp>\n")
execute_process(
  COMMAND ${COMPILER} -std=c++20 -Wall -Wextra -Wpedantic -Werror -I${INCLUDE} -x c++-header ${HEADERS} -o ${HEADERS}.gch
  RESULT_VARIABLE result ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the authoring layer does not compile:\n${output}")
endif()
