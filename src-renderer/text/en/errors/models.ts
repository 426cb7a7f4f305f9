import { sameAdvice } from './words'

/** Model packages and the networks in them. */
export const modelErrors = {
  'model-not-found': {
    what: 'There is no such model.',
    means: 'No package that can be used fits the problem or the name.',
    todo: 'Look in the library which models there are: train one, or import a package.',
  },
  'models-directory-missing': {
    what: 'The folder of the shipped models is missing.',
    means: 'The installation is incomplete, or FIELDSMITH_MODELS names a folder that is not there.',
    todo: 'Install Fieldsmith again, or correct FIELDSMITH_MODELS.',
  },
  'models-in-use-damaged': {
    what: 'The file that says which models are in use cannot be read.',
    means: 'The shipped models are used instead.',
    todo: 'Choose the models again in the library.',
  },
  'model-exists': {
    what: 'There is a model of this identifier already.',
    means: 'Nothing was overwritten.',
    todo: 'Use the model that is there, remove it first, or give the new one another identifier.',
  },
  'model-shipped': {
    what: 'The model came with Fieldsmith.',
    means: 'Shipped models stay, so that every problem can always be worked on.',
    todo: 'Put another model to use if you do not want this one.',
  },
  'model-not-student': {
    what: 'The model is no student.',
    means: 'Only students draw and reconstruct; a teacher is what they are trained from.',
    todo: 'Train a student from it, or choose a student.',
  },
  'model-unfit': {
    what: 'The model does not fit the problems of this version.',
    means: 'Its fields, parameters or grid are others than those that are known here.',
    todo: 'Get a package for this version, or update Fieldsmith.',
  },
  'model-manifest': {
    what: 'The manifest of the model cannot be used.',
    means: 'The file model.json does not describe the package as this version needs it.',
    todo: 'Get the package again, or correct the entry that stands in the details.',
  },
  'model-file-missing': {
    what: 'A file of the model is missing.',
    means: 'The package is incomplete, so the model is not used.',
    todo: 'Import the package again, or use another model.',
  },
  'model-file-not-plain': {
    what: 'A file of the model is a link or something else than a plain file.',
    means: 'It could become another file unseen, so the model is not used.',
    todo: 'Put the file itself into the package.',
  },
  ...sameAdvice(
    {
      'model-hash-mismatch': 'A file of the model was changed.',
      'model-size-mismatch': 'A file of the model has another size than it should.',
    },
    {
      means: 'It is not the file that the package was made with, so the model is not used.',
      todo: 'Import the package again from where it came.',
    },
  ),
  'package-archive': {
    what: 'The archive is no model package.',
    means: 'It holds no model.json with its files, or it is damaged. Nothing was imported.',
    todo: 'Choose the zip archive of a package as it was exported.',
  },
  'package-too-large': {
    what: 'The package is too large for the window.',
    means: 'One message between window and engine carries at most 240 MiB. Nothing was done.',
    todo: 'Use the command line, which has no limit: fieldsmith models --import or --export.',
  },
  'removal-unknown': {
    what: 'The removed model is no longer kept.',
    means: 'It was restored or deleted for good meanwhile.',
    todo: 'Look in the library; if it is gone, import the package again.',
  },
  'model-load': {
    what: 'The network cannot be loaded.',
    means: 'ONNX Runtime refuses it on this provider.',
    todo: 'Choose another provider in the library, or verify the model there.',
  },
  'model-run': {
    what: 'The network cannot be run.',
    means: 'ONNX Runtime refused the numbers that it was given.',
    todo: 'Choose another provider in the library, or verify the model there.',
  },
  'model-output': {
    what: 'The network does not give what its manifest says.',
    means: 'The model is not used.',
    todo: 'Get the package again from where it came.',
  },
  ...sameAdvice(
    {
      'model-not-trainable': 'The model cannot be trained from.',
      'no-correction': 'The problem has no iteration that could correct the network.',
      'model-parameter': 'The network has no such weight to train.',
      'missing-gradient': 'The network cannot be differentiated.',
    },
    {
      means: 'It draws and reconstructs all the same where it can, but it is no start for training.',
      todo: 'Choose another teacher.',
    },
  ),
  ...sameAdvice(
    {
      'model-too-large': 'The network is too large to be loaded.',
      'model-value-size': 'The network makes a value that is too large.',
      'model-total-size': 'The network makes more data than can be held.',
      'model-node-runs': 'The network executes too many operations.',
      'model-loop': 'A loop of the network has no bound.',
      'model-loop-growth': 'A value of the network grows without bound.',
      'model-size-unknown': 'The network makes a value of unknown size.',
      'model-too-many-parts': 'The model file has too many parts.',
      'model-nesting': 'The model file is nested too deeply.',
    },
    {
      means: 'It could use up the memory of this machine, so it is not loaded.',
      todo: 'Export it with fixed shapes and without loops, or use another model.',
    },
  ),
  ...sameAdvice(
    {
      'model-opset': 'The operator set of the network is not supported.',
      'model-domain': 'The network uses operators outside the ONNX standard.',
      'model-operator': 'The network uses an operator that is not supported.',
      'model-kind': 'The network is of a kind that is not supported.',
      'model-graph': 'The graph of the network cannot be used.',
      'model-dimension': 'A dimension of the network is not fixed, or not there.',
      'model-tensor-type': 'A tensor of the network has a type that is not supported.',
      'model-external-data': 'The network keeps its weights in another file.',
    },
    {
      means: 'The file may be sound, but this version cannot use it.',
      todo: 'Export it again with the standard operators of opset 13 to 21, its weights within the file.',
    },
  ),
  ...sameAdvice(
    {
      'model-format': 'The file is no ONNX model.',
      'model-truncated': 'The model file is cut off.',
      'model-varint': 'The model file is damaged.',
      'model-wire-type': 'A field of the model file is stored wrongly.',
      'model-field-unknown': 'The model file holds a field that ONNX does not define.',
      'model-field-repeated': 'A field of the model file is given twice.',
      'model-text': 'A text of the model file is damaged.',
      'model-incomplete': 'The model is incomplete.',
      'model-attribute': 'An attribute of the model is of the wrong kind.',
      'model-value-type': 'A value of the model is no tensor.',
      'model-shape': 'A shape of the model is impossible.',
      'model-tensor-shape': 'A tensor of the model has impossible dimensions.',
      'model-tensor-encoding': 'A tensor of the model is encoded wrongly.',
      'model-tensor-length': 'A tensor of the model has the wrong length.',
      'model-not-finite': 'A tensor of the model is not finite.',
      'model-duplicate-name': 'A name of the model is given twice.',
      'model-undefined-value': 'The model uses a value that nothing computes.',
      'model-cycle': 'The graph of the model is cyclic.',
      'model-node-order': 'The nodes of the model are out of order.',
      'model-recursion': 'A function of the model calls itself.',
      'model-function': 'A function of the model is called wrongly.',
    },
    {
      means: 'The file is damaged or was made to do harm, so it is not loaded.',
      todo: 'Get it again from a source that you trust.',
    },
  ),
}
