# The pages: scripts and styles bundled by esbuild, embedded as generated sources, nothing built kept in the tree.
find_program(NODE_EXECUTABLE NAMES node nodejs REQUIRED)
if(NOT EXISTS ${PROJECT_SOURCE_DIR}/node_modules/esbuild)
  message(FATAL_ERROR "The pages' npm packages are not installed: run ./dev deps (or npm ci)")
endif()

# page_library(TARGET FOLDER NAME SOURCE...): FOLDER/build.mjs makes FOLDER/NAME.h and its source.
function(page_library target folder name)
  set(output ${PROJECT_BINARY_DIR}/generated/${folder})
  add_custom_command(
    OUTPUT ${output}/${name}.cpp ${output}/${name}.h
    COMMAND ${NODE_EXECUTABLE} ${PROJECT_SOURCE_DIR}/${folder}/build.mjs ${output}
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/package-lock.json
    COMMENT "Bundling ${folder}"
    VERBATIM)
  add_library(${target} STATIC ${output}/${name}.cpp ${output}/${name}.h)
  target_include_directories(${target} PUBLIC ${PROJECT_BINARY_DIR}/generated)
  plimsoll_warnings(${target})
  target_compile_options(${target} PRIVATE -Wno-overlength-strings)
  set_target_properties(${target} PROPERTIES CXX_CLANG_TIDY "")
endfunction()

function(page_sources variable folder)
  set(path ${PROJECT_SOURCE_DIR}/${folder})
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${path}/src/*.ts ${path}/*.css ${path}/*.mjs ${path}/*.html)
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

page_sources(report_page reports/page)
page_sources(dashboard web/page)
page_library(plimsoll_page reports/page page_assets ${report_page})
# It draws a run by the report's own code.
page_library(plimsoll_dashboard web/page dashboard_assets ${report_page} ${dashboard})
