# The report's script and styles, bundled by esbuild and embedded as generated sources.
add_library(plimsoll_page INTERFACE)
