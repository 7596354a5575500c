# Every authoring header refuses to be read on the host's side, and says so; those that both sides share (.h) do not.
foreach(header IN LISTS HEADERS)
  execute_process(COMMAND ${COMPILER} -std=c++20 -x c++ -fsyntax-only -Wfatal-errors -DOPHAMIN_HOST_SIDE=1 -I${INCLUDE} ${header}
    RESULT_VARIABLE result ERROR_VARIABLE output)
  get_filename_component(name ${header} NAME)
  string(FIND "${output}" "ophamin/${name} is for plugins" found)
  if(name MATCHES "\\.h$")
    if(NOT result EQUAL 0)
      message(SEND_ERROR "${name} does not compile on the host's side:\n${output}")
    endif()
  elseif(result EQUAL 0 OR found EQUAL -1)
    message(SEND_ERROR "${name} compiles on the host's side, or fails for another reason:\n${output}")
  endif()
endforeach()
