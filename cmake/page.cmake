# The report's script and styles: bundled by esbuild, embedded as a generated source, nothing built kept in the tree.
find_program(NODE_EXECUTABLE NAMES node nodejs REQUIRED)
if(NOT EXISTS ${PROJECT_SOURCE_DIR}/node_modules/esbuild)
  message(FATAL_ERROR "The page's npm packages are not installed: run ./dev deps (or npm ci)")
endif()

set(page_folder ${PROJECT_SOURCE_DIR}/reports/page)
set(page_output ${PROJECT_BINARY_DIR}/generated/reports/page)
file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS ${page_folder}/src/*.ts ${page_folder}/*.css)

add_custom_command(
  OUTPUT ${page_output}/page_assets.cpp ${page_output}/page_assets.h
  COMMAND ${NODE_EXECUTABLE} ${page_folder}/build.mjs ${page_output}
  DEPENDS ${page_folder}/build.mjs ${page_sources} ${PROJECT_SOURCE_DIR}/package-lock.json
  COMMENT "Bundling the report page"
  VERBATIM)

add_library(plimsoll_page STATIC ${page_output}/page_assets.cpp ${page_output}/page_assets.h)
target_include_directories(plimsoll_page PUBLIC ${PROJECT_BINARY_DIR}/generated)
plimsoll_warnings(plimsoll_page)
target_compile_options(plimsoll_page PRIVATE -Wno-overlength-strings)
set_target_properties(plimsoll_page PROPERTIES CXX_CLANG_TIDY "")
