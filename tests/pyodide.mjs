// Runs Python in Pyodide: node pyodide.mjs FOLDER_OF_PYODIDE PROGRAM. Prints the program's last expression.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: folder });
console.log(python.runPython(readFileSync(program, "utf8")));
