# Headers without a source of their name are compiled alone here, and thrown away. The others begin the source of their name;
# `./dev lint` compiles each source alone, and tests/architecture looks that every header reaches what it names.
set(headers "")
foreach(folder IN LISTS floors ITEMS tests)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${folder}/*.h)
  list(APPEND headers ${found})
endforeach()

set(header_sources "")
foreach(header IN LISTS headers)
  string(REGEX REPLACE "h$" "cpp" own_source ${header})
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${own_source})
    set(source ${PROJECT_BINARY_DIR}/header_selfcheck/${header}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n")
    list(APPEND header_sources ${source})
  endif()
endforeach()

add_library(header_selfcheck OBJECT ${header_sources})
target_link_libraries(header_selfcheck PRIVATE plimsoll_cli GTest::gtest)
target_compile_definitions(header_selfcheck PRIVATE PLIMSOLL_SOURCE_DIR="" PLIMSOLL_TEST_DATA="" PLIMSOLL_BINARY="")
target_compile_options(header_selfcheck PRIVATE -O0 -g0)
plimsoll_warnings(header_selfcheck)
