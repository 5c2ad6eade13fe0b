# The floors of rooms.txt: each is one static library of all sources in its folder and the rooms below it.

function(plimsoll_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
endfunction()

# precompiled(NAME HEADER LIBRARY...): headers parsed once, for targets that are compiled with the same options.
function(precompiled name header)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARGN})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/${header})
  plimsoll_warnings(${name})
endfunction()

# The names of the floors, lowest first, and in FLOOR_arrows what each may include.
macro(read_floors)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rooms.txt)
  file(STRINGS ${PROJECT_SOURCE_DIR}/rooms.txt floor_lines REGEX "^[a-z]+:")
  set(floors "")
  foreach(line IN LISTS floor_lines)
    string(REGEX MATCH "^[a-z]+" floor ${line})
    string(REGEX REPLACE "^[a-z]+: *" "" arrows ${line})
    string(REPLACE " " ";" ${floor}_arrows "${arrows}")
    list(APPEND floors ${floor})
  endforeach()
endmacro()

# Names in anonymous namespaces are then one room's, not one source's.
function(one_source_a_room target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(source IN LISTS ARGN)
    get_filename_component(room ${source} DIRECTORY)
    file(RELATIVE_PATH room ${PROJECT_SOURCE_DIR} ${room})
    string(REPLACE "/" "_" room ${room})
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${room})
  endforeach()
  # It takes every included source for a header.
  target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
endfunction()

# add_floor(NAME LIBRARY...): with the third-party libraries that its sources see.
function(add_floor name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/cli/main.cpp$")
  add_library(plimsoll_${name} STATIC ${sources})
  target_include_directories(plimsoll_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  list(TRANSFORM ${name}_arrows PREPEND plimsoll_ OUTPUT_VARIABLE below)
  target_link_libraries(plimsoll_${name} PUBLIC ${below} ${ARGN})
  plimsoll_warnings(plimsoll_${name})
  if(PLIMSOLL_BY_ROOM)
    one_source_a_room(plimsoll_${name} ${sources})
  else()
    target_precompile_headers(plimsoll_${name} REUSE_FROM common_headers)
  endif()
endfunction()
