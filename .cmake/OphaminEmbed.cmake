# ophamin_embed(TARGET NAMESPACE namespace FUNCTION function FILES file ...)
#   Compiles files into TARGET as text. The generated source defines
#     std::span<const EmbeddedFile> function() noexcept;
#   in the namespace, one {name without its last extensions, text} per file in the given order; the header that
#   declares both is the target's own embedded_file.hpp.
function(ophamin_embed target)
  cmake_parse_arguments(embed "" "NAMESPACE;FUNCTION" "FILES" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${embed_FUNCTION}.cpp)
  set(inputs)
  foreach(file IN LISTS embed_FILES)
    cmake_path(ABSOLUTE_PATH file NORMALIZE)
    list(APPEND inputs ${file})
  endforeach()
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${embed_NAMESPACE} -DFUNCTION=${embed_FUNCTION}
            "-DINPUTS=${inputs}" -P ${PROJECT_SOURCE_DIR}/.cmake/OphaminEmbedScript.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/.cmake/OphaminEmbedScript.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
