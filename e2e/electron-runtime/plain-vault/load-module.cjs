'use strict'
// In a utility process: runs the ES module that the first argument names.
const { pathToFileURL } = require('node:url')

const [modulePath] = process.argv.splice(2, 1)
void import(pathToFileURL(modulePath).href)
