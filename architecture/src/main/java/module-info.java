/** The rules of the house, as tests: layers, names, the one native door. */
module dev.keelson.architecture {}
