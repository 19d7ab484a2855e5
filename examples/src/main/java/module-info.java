/** Programs to copy. */
module dev.keelson.examples {
  requires dev.keelson;
}
