/**
 * The rules of the project as tests: who may know whom, which module reaches native code, how files
 * look. They read all modules, compiled and as sources, so this module is built last.
 *
 * <pre>
 *   target/classes ------ LayersTest, NativeDoorTest
 *   target/test-classes - HouseStyleTest
 *   src, docs ----------- HouseStyleTest, LanguagePageTest, TroubleshootingTest
 * </pre>
 *
 * <p>Start reading at {@link dev.keelson.architecture.LayersTest}.
 */
package dev.keelson.architecture;
